// Reads a calendar with Google's library for Node, by whatever credentials the environment names,
// again and again until the file `stop` appears. Ends with 1 at the first error.
//
// Usage: again.mjs URL FOLDER
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { GoogleAuth } from 'google-auth-library';

const [url, folder] = process.argv.slice(2);
const client = await new GoogleAuth().getClient();
let calls = 0;
while (!fs.existsSync(`${folder}/stop`)) {
  await client.request({ url });
  calls += 1;
  await pause(200);
}
console.log(`${calls} calls`);
