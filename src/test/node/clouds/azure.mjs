// Prints the access token that Azure's library gets as a managed identity.
import { ManagedIdentityCredential } from '@azure/identity';

const found = await new ManagedIdentityCredential().getToken('https://graph.microsoft.com/.default');
console.log(found.token);
