// Reads a calendar with Google's library for Node, by whatever credentials the environment names:
// once for each file `goN` that appears, answered by a file `doneN`.
//
// Usage: google.mjs URL FOLDER TURNS
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { GoogleAuth } from 'google-auth-library';

const [url, folder, turns] = process.argv.slice(2);
const client = await new GoogleAuth().getClient();
for (let turn = 1; turn <= Number(turns); turn++) {
  while (!fs.existsSync(`${folder}/go${turn}`)) {
    await pause(50);
  }
  const answer = await client.request({ url });
  console.log(answer.data.items[0].summary);
  fs.writeFileSync(`${folder}/done${turn}`, '');
}
