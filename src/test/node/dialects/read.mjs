// Prints what Google's library reads in the credentials file that is named.
import { readFileSync } from 'node:fs';
import { GoogleAuth } from 'google-auth-library';

const client = new GoogleAuth().fromJSON(JSON.parse(readFileSync(process.argv[2], 'utf8')));
console.log(client.constructor.name, client.credentials.refresh_token ?? client._refreshToken);
