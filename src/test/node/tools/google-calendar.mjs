// Reads a calendar with Google's library for Node, as often as it is told by a line of input.
//
// Usage: google-calendar.mjs TOKEN_FILE URL. Answers each line with a status and what the first event is.
import fs from 'node:fs';
import readline from 'node:readline';
import { OAuth2Client } from 'google-auth-library';

const told = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const client = new OAuth2Client({
  clientId: told.client_id,
  clientSecret: told.client_secret,
  endpoints: { oauth2TokenUrl: told.token_uri },
});
client.setCredentials({
  access_token: told.token,
  refresh_token: told.refresh_token,
  expiry_date: Date.parse(told.expiry),
});
for await (const _ of readline.createInterface({ input: process.stdin })) {
  const answer = await client.request({ url: process.argv[3] });
  console.log(answer.status, answer.data.items[0].summary);
}
