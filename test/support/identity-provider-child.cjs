'use strict';
// A real provider of OpenID Connect on 127.0.0.1 that stands for https://id.test behind a TLS proxy: whoever signs in is
// who he says he is. Prints its port.
void import('oidc-provider').then(({ default: Provider }) => {
  const provider = new Provider('https://id.test', {
    clients: [
      {
        client_id: 'duban',
        client_secret: 'a secret of the client',
        redirect_uris: ['https://duban.test/oidc/callback'],
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email', 'email_verified'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        preferred_username: id,
        email: `${id}@qingpu.example`,
        email_verified: id !== 'unverified',
      }),
    }),
  });
  provider.proxy = true;
  const server = provider.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${server.address().port}\n`);
  });
});
