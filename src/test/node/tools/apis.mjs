// The APIs that real tools call in the integration tests, as far as these tools look: Kimi's chat,
// Codex's responses, Google Cloud Storage (for rclone), and a calendar (for Google's libraries).
//
// Each call needs an access token that is live at the provider; any other is answered 401, as the
// real ones do. Settings by environment: ISSUER (its /me says whether a token is live), LISTEN (a
// path of a socket, or a port of 127.0.0.1). It prints "ready" once it listens, and tells at
// /_stats how many calls were served and refused; no token is kept.
import http from 'node:http';

const stats = { served: 0, refused: 0 };
const SAID = 'hello from the stub';

const routes = [
  ['GET', /\/models$/, (_, reply) => json(reply, { object: 'list', data: [model('kimi-for-coding'), model('codex-test')] })],
  ['POST', /\/chat\/completions$/, chat],
  ['POST', /\/responses$/, responses],
  ['GET', /^\/storage\/v1\/b\/[^/]+\/o$/, (request, reply) => json(reply, { kind: 'storage#objects', items: [object(request)] })],
  ['GET', /^\/storage\/v1\/b\/[^/]+\/o\/[^/]+$/, download],
  ['GET', /^\/calendar\//, (_, reply) => json(reply, { kind: 'calendar#events', items: [{ summary: SAID }] })],
];

const server = http.createServer(async (request, reply) => {
  const path = new URL(request.url, 'http://any').pathname;
  if (path === '/_stats') {
    return json(reply, stats);
  }
  for await (const _ of request); // what tools send does not matter
  if (!(await isLive(request.headers.authorization))) {
    stats.refused += 1;
    return json(reply, { error: { code: 401, message: 'the token is not live', type: 'invalid_authentication_error' } }, 401);
  }
  stats.served += 1;
  const route = routes.find(([method, pattern]) => method === request.method && pattern.test(path));
  return route ? route[2](request, reply) : json(reply, {});
});

async function isLive(authorization) {
  if (!authorization?.startsWith('Bearer ')) {
    return false;
  }
  const answer = await fetch(`${process.env.ISSUER}/me`, { headers: { authorization } });
  await answer.arrayBuffer();
  return answer.ok;
}

function json(reply, body, status = 200) {
  reply.writeHead(status, { 'content-type': 'application/json' });
  reply.end(JSON.stringify(body));
}

function model(id) {
  return { id, object: 'model', display_name: id, context_length: 262_144 };
}

// Server-sent events in the form of OpenAI's chat completions.
function chat(_, reply) {
  reply.writeHead(200, { 'content-type': 'text/event-stream' });
  const part = (delta, finish_reason = null) =>
    reply.write(`data: ${JSON.stringify({
      id: 'chat-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'kimi-for-coding',
      choices: [{ index: 0, delta, finish_reason }],
      ...(finish_reason && { usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
    })}\n\n`);
  part({ role: 'assistant', content: SAID });
  part({}, 'stop');
  reply.end('data: [DONE]\n\n');
}

// Server-sent events in the form of OpenAI's responses.
function responses(_, reply) {
  reply.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (type, data) =>
    reply.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  event('response.created', { response: { id: 'response-1' } });
  event('response.output_item.done', {
    item: { type: 'message', role: 'assistant', id: 'message-1', content: [{ type: 'output_text', text: SAID }] },
  });
  event('response.completed', {
    response: {
      id: 'response-1',
      usage: { input_tokens: 1, input_tokens_details: null, output_tokens: 1, output_tokens_details: null, total_tokens: 2 },
    },
  });
  reply.end();
}

function object(request) {
  return {
    kind: 'storage#object',
    id: 'bucket/note.txt/1',
    name: 'note.txt',
    bucket: 'bucket',
    size: String(SAID.length),
    contentType: 'text/plain',
    updated: '2026-01-01T00:00:00Z',
    mediaLink: `http://${request.headers.host}/storage/v1/b/bucket/o/note.txt?alt=media`,
  };
}

function download(request, reply) {
  if (!request.url.includes('alt=media')) {
    return json(reply, object(request));
  }
  reply.writeHead(200, { 'content-type': 'text/plain', 'content-length': SAID.length });
  return reply.end(SAID);
}

const place = process.env.LISTEN;
const listening = () => console.log('ready');
if (/^\d+$/.test(place)) {
  server.listen(Number(place), '127.0.0.1', listening);
} else {
  server.listen(place, listening);
}
