// openid-client (npm): refreshTokenGrant(), expiresIn(), and the error's `error`; logins by
// authorizationCodeGrant() and pollDeviceAuthorizationGrant().
import * as oauth from 'openid-client';
import { browse, callback, serve } from './lines.mjs';

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

function discover(question) {
  const options = { algorithm: 'oauth2', execute: [oauth.allowInsecureRequests] };
  return oauth.discovery(new URL(question.issuer), question.client_id, undefined, oauth.None(), options);
}

async function logInByCode(question) {
  const config = await discover(question);
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const address = oauth.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  });
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  return (await oauth.authorizationCodeGrant(config, await browse(address), checks)).access_token;
}

async function logInByDevice(question) {
  const config = await discover(question);
  const device = await oauth.initiateDeviceAuthorization(config, {});
  return (await oauth.pollDeviceAuthorizationGrant(config, device)).access_token;
}

const isDead = error => error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant';
serve(answer, isDead, { callback: logInByCode, device: logInByDevice });
