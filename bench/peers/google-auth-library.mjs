// google-auth-library (npm): OAuth2Client.getAccessToken(), and its `tokens` event to save by.
import { OAuth2Client } from 'google-auth-library';
import { serve } from './lines.mjs';

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

serve(answer, error => error?.response?.data?.error === 'invalid_grant');
