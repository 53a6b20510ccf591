// openid-client (npm): refreshTokenGrant(), expiresIn(), and the error's `error`.
import * as oauth from 'openid-client';
import { serve } from './lines.mjs';

async function answer(question, state, save) {
  if (state.expires_at === undefined || state.expires_at > Date.now() / 1000) return state.access_token;
  const server = { issuer: question.issuer, token_endpoint: question.token_endpoint };
  const config = new oauth.Configuration(server, question.client_id, undefined, oauth.None());
  oauth.allowInsecureRequests(config);
  const tokens = await oauth.refreshTokenGrant(config, state.refresh_token);
  const seconds = tokens.expiresIn();
  save({
    access_token: tokens.access_token,
    refresh_token: tokens.refresh_token ?? state.refresh_token,
    expires_at: seconds === undefined ? undefined : Date.now() / 1000 + seconds,
  });
  return tokens.access_token;
}

serve(answer, error => error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant');
