// A real authorization server for the integration tests, with rotation on.
//
// Settings by environment: PORT, ACCESS_TTL (seconds), REDIRECT_PATH. It prints "ready" once it
// listens, and counts at /_stats.
// Any login name is taken by its pages, with any password.
import { Provider } from 'oidc-provider';

const port = Number(process.env.PORT);
const accessTtl = Number(process.env.ACCESS_TTL ?? 60);
const issuer = `http://127.0.0.1:${port}`;
const path = process.env.REDIRECT_PATH ?? '/callback';
const grants = {};
let revoked = 0;

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const codeFlow = {
  application_type: 'native', // so that a loopback redirect fits with any port
  redirect_uris: [`http://127.0.0.1${path}`, `http://localhost${path}`],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', deviceGrant],
};

const provider = new Provider(issuer, {
  clients: [
    {
      ...codeFlow,
      client_id: 'native',
      token_endpoint_auth_method: 'none',
    },
    {
      ...codeFlow,
      client_id: 'confidential',
      client_secret: 'a secret: of + the client',
      token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      ...codeFlow,
      client_id: 'plain', // for clients that do not encode a secret (RFC 6749 section 2.3.1)
      client_secret: 'plain-secret',
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  features: {
    deviceFlow: { enabled: true, charset: 'digits', mask: '***-***-***' },
    devInteractions: { enabled: true },
    revocation: { enabled: true },
  },
  scopes: ['openid', 'offline_access', 'email', 'calendar'],
  claims: { openid: ['sub'], email: ['email'] },
  rotateRefreshToken: true,
  clockTolerance: 0, // or what it keeps outlives its end by 15 seconds
  ttl: {
    AccessToken: accessTtl,
    AuthorizationCode: 60,
    DeviceCode: 600,
    Grant: 86_400,
    IdToken: 3_600,
    Interaction: 3_600,
    RefreshToken: 86_400,
    Session: 86_400,
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.test` }),
  }),
  cookies: { keys: ['for tests only'] },
});

provider.on('grant.success', (context) => {
  const type = context.oidc.params.grant_type;
  grants[type] = (grants[type] ?? 0) + 1;
});
provider.on('grant.revoked', () => {
  revoked += 1;
});
provider.on('server_error', (_, error) => console.error(error));
provider.use(async (context, next) => {
  if (context.path === '/_stats') {
    context.body = { grants, revoked };
    return;
  }
  await next();
});
const server = provider.listen(port, '127.0.0.1', () => console.log('ready'));
server.keepAliveTimeout = 120_000; // longer than clients keep a connection, or they meet its end
