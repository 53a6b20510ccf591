// Prints the credentials that AWS's library finds by itself.
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';

const found = await fromNodeProviderChain()();
console.log(found.accessKeyId, found.secretAccessKey, found.sessionToken);
