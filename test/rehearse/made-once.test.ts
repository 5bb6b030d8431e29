import { createServer, type AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { MADE_ONCE } from '../../worker/rehearse/stage';

describe('a call to the server of a rehearsal', () => {
  it('ends with its first fault, so that none is repeated once the connection is closed', async () => {
    let tries = 0;
    const server = createServer((socket) => {
      tries += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const connection = Connection.lazy({ address: `127.0.0.1:${port}`, plugins: [MADE_ONCE] });
    await expect(connection.workflowService.getSystemInfo({})).rejects.toMatchObject({ code: 14 });
    await connection.close();
    await new Promise((resolve) => server.close(resolve));
    expect(tries).toBe(1);
  });
});
