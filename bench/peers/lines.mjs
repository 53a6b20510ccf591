// What the Node peers share: questions come in as lines of JSON, answers go out the same way.
import fs from 'node:fs';
import readline from 'node:readline';

export const callback = 'http://127.0.0.1:9/callback';

// The address that a browser ends at, which is this library's callback.
export async function browse(url) {
  const reply = await fetch(url, { redirect: 'manual' });
  return new URL(reply.headers.get('location'));
}

// answer(question, state, save) and logIns[question.login](question): resolve to an access token;
// throw where none is to be had
export function serve(answer, isDead, logIns) {
  readline.createInterface({ input: process.stdin }).on('line', async line => {
    const question = JSON.parse(line);
    const reply = question.login ? await loggedIn(logIns[question.login], question) : await answered(question);
    process.stdout.write(JSON.stringify({ id: question.id, ...reply }) + '\n');
  });

  async function answered(question) {
    const state = JSON.parse(fs.readFileSync(question.file, 'utf8'));
    const save = change => fs.writeFileSync(question.file, JSON.stringify(Object.assign(state, change)));
    if (state.dead) return { dead: true };
    try {
      return { access_token: await answer(question, state, save) };
    } catch (error) {
      const reply = failed(error, isDead(error));
      if (reply.dead) save({ dead: true });
      return reply;
    }
  }
}

async function loggedIn(logIn, question) {
  if (!logIn) return { unable: true };
  try {
    return { access_token: await logIn(question) };
  } catch (error) {
    return failed(error, true);
  }
}

function failed(error, dead) {
  return { error: String(error?.message ?? error).slice(0, 200), dead };
}
