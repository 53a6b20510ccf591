// What the Node peers share: questions come in as lines of JSON, answers go out the same way.
import fs from 'node:fs';
import readline from 'node:readline';

// answer(question, state): resolves to an access token; throws where none is to be had
export function serve(answer, isDead) {
  readline.createInterface({ input: process.stdin }).on('line', async line => {
    const question = JSON.parse(line);
    const state = JSON.parse(fs.readFileSync(question.file, 'utf8'));
    const save = change => fs.writeFileSync(question.file, JSON.stringify(Object.assign(state, change)));
    let reply;
    try {
      reply = state.dead ? { dead: true } : { access_token: await answer(question, state, save) };
    } catch (error) {
      reply = { error: String(error?.message ?? error).slice(0, 200), dead: isDead(error) };
      if (reply.dead) save({ dead: true });
    }
    process.stdout.write(JSON.stringify({ id: question.id, ...reply }) + '\n');
  });
}
