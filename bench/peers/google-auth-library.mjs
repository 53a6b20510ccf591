// google-auth-library (npm): OAuth2Client.getAccessToken(), and its `tokens` event to save by;
// logins by generateAuthUrl() and getToken().
import { OAuth2Client } from 'google-auth-library';
import { browse, callback, serve } from './lines.mjs';

async function answer(question, state, save) {
  const client = new OAuth2Client({
    clientId: question.client_id,
    clientSecret: 'none',
    endpoints: { oauth2TokenUrl: question.token_endpoint },
  });
  client.setCredentials({
    access_token: state.access_token,
    refresh_token: state.refresh_token,
    expiry_date: state.expires_at === undefined ? undefined : state.expires_at * 1000,
  });
  client.on('tokens', tokens =>
    save({
      access_token: tokens.access_token,
      refresh_token: tokens.refresh_token || state.refresh_token,
      expires_at: tokens.expiry_date ? tokens.expiry_date / 1000 : undefined,
    }));
  const { token } = await client.getAccessToken();
  if (!token) throw new Error('no token');
  return token;
}

async function logInByCode(question) {
  const client = new OAuth2Client({
    clientId: question.client_id,
    clientSecret: 'none',
    redirectUri: callback,
    endpoints: { oauth2AuthBaseUrl: question.issuer + '/authorize', oauth2TokenUrl: question.token_endpoint },
  });
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
  const address = client.generateAuthUrl({ code_challenge_method: 'S256', code_challenge: codeChallenge });
  const code = (await browse(address)).searchParams.get('code');
  const { tokens } = await client.getToken({ code, codeVerifier });
  return tokens.access_token;
}

serve(answer, error => error?.response?.data?.error === 'invalid_grant', { callback: logInByCode });
