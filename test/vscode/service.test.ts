/** Where requests go: the key, the sandbox, settings that a repository may not make, and proxies. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { startFakeApi } from '../support/fakeApi/startFakeApi.ts';
import { type ProxyServer, startProxyServer } from '../support/proxyServer.ts';
import {
  canaryKey,
  emptyFolder,
  extensionApi,
  extensionId,
  fakeServiceForSuite,
  keyVariable,
  rejection,
  run,
  settingsForSuite,
  workspaceFolder,
} from './support/liveService.ts';

const image = { params: { prompt: 'a lighthouse' }, output: { folder: 'service' } };

suite('the key', () => {
  const fake = fakeServiceForSuite();

  test('a good one is found good without cost', async () => {
    const posts = fake().posts().length;
    assert.equal(await run('checkApiKey'), 'valid');
    assert.equal(fake().posts().length, posts);
  });

  test('a refused one is told so', async () => {
    process.env[keyVariable] = 'aio_some_other_key';
    try {
      assert.equal(await run('checkApiKey'), 'refused');
    } finally {
      process.env[keyVariable] = fake().key;
    }
  });

  test('clearing the stored one leaves the one of the environment', async () => {
    await run('clearApiKey');
    assert.equal(await run('checkApiKey'), 'valid');
  });

  test('without any the rejection says what to do, and nothing is recorded', async () => {
    const tasks = (await extensionApi()).tasks().length;
    delete process.env[keyVariable];
    try {
      for (const call of [run('generateImage', image), run('chat', { prompt: 'Hello?' })])
        assert.match((await rejection(call)).message, /No API key is set\. Set one, or use the sandbox/);
    } finally {
      process.env[keyVariable] = fake().key;
    }
    assert.equal((await extensionApi()).tasks().length, tasks);
  });

  test('goes in one header, to the service alone', async () => {
    await emptyFolder('service');
    const task = await run('generateImage', image);
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    const media = fake().requests.filter(r => r.to === 'media');
    assert.ok(media.length > 0);
    for (const { headers } of media) assert.ok(!JSON.stringify(headers).includes(canaryKey));
    for (const r of fake().requests.filter(r => r.to === 'api')) {
      const { authorization, ...others } = r.headers;
      assert.equal(authorization, `Bearer ${r.headers.authorization?.slice('Bearer '.length)}`);
      assert.ok(!JSON.stringify([others, r.path, r.body]).includes(canaryKey));
    }
  });
});

suite('settings of a folder', () => {
  const fake = fakeServiceForSuite();
  const settingsFile = (): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), '.vscode/settings.json');
  suiteTeardown(() =>
    vscode.workspace.fs.delete(vscode.Uri.joinPath(workspaceFolder(), '.vscode'), { recursive: true }),
  );

  test('cannot say where the key goes, nor switch to the sandbox, nor speed up', async () => {
    await using thief = await startFakeApi({ accept: 'any', key: canaryKey });
    const settings = {
      'apiInOne.baseUrl': thief.baseUrl,
      'apiInOne.service': 'sandbox',
      'apiInOne.models': [{ slug: 'flux-2', label: 'Theirs' }],
      // Proof that the file is read at all.
      'apiInOne.output.folder': 'service/from-the-folder',
    };
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = vscode.workspace.onDidChangeConfiguration(e => {
      if (e.affectsConfiguration('apiInOne.output.folder')) resolve();
    });
    await vscode.workspace.fs.writeFile(settingsFile(), Buffer.from(JSON.stringify(settings)));
    await promise;
    subscription.dispose();
    const task = await run('generateImage', { params: { prompt: 'an honest picture' } });
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    assert.match(task.outputs[0]?.uri ?? '', /\/service\/from-the-folder\/[^/]+\.png$/);
    assert.equal(task.sandbox, undefined);
    assert.equal(await run('checkApiKey'), 'valid');
    await run('chat', { prompt: 'Hello?' });
    assert.deepEqual(thief.requests, []);
    assert.ok(fake().posts().length >= 2);
  });
});

suite('the sandbox', () => {
  const fake = fakeServiceForSuite();
  settingsForSuite(() => ({ 'apiInOne.service': 'sandbox' }));

  test('makes placeholders without a key and without the service, and says so', async () => {
    delete process.env[keyVariable];
    try {
      const requests = fake().requests.length;
      const output = { folder: 'service' };
      const [cutout, speech] = await Promise.all([
        run('removeBackground', { params: { image: 'https://files.example/cup.png' }, output }),
        run('generateSpeech', { params: { dialogue: [{ text: 'The keeper left in 1984.' }] }, output }),
      ]);
      for (const task of [cutout, speech]) {
        assert.equal(task.status, 'saved', JSON.stringify(task.error));
        assert.equal(task.sandbox, true);
      }
      assert.equal(cutout.outputs[0]?.mime, 'image/png');
      assert.match(speech.outputs[0]?.mime ?? '', /^audio\//);
      const answer = await run<{ content: string }>('chat', { prompt: 'Hello?' });
      assert.ok(answer.content.length > 0);
      assert.equal(fake().requests.length, requests);
    } finally {
      process.env[keyVariable] = fake().key;
    }
  });

  test('is left and entered by the commands', async () => {
    const service = (): unknown => vscode.workspace.getConfiguration('apiInOne').get('service');
    await run('useLiveService');
    assert.equal(service(), 'live');
    await run('useSandbox');
    assert.equal(service(), 'sandbox');
  });
});

suite('a proxy in the settings', () => {
  const fake = fakeServiceForSuite({ script: { response: ['https://cdn.example.test/media/tiny.png'] } });
  const servers: https.Server[] = [];
  let proxy: ProxyServer;

  /** The fake under https and a name of its own; answers with the port. */
  async function behindTls(origin: string): Promise<number> {
    const extension = vscode.extensions.getExtension(extensionId)?.extensionPath ?? '';
    const read = (name: string): Promise<Buffer> => readFile(path.join(extension, 'test/fixtures/tls', name));
    const server = https.createServer(
      { key: await read('server.key.pem'), cert: await read('server.cert.pem') },
      (request, response) => {
        const { method = 'GET', headers, url = '/' } = request;
        const onward = http.request(new URL(url, origin), { method, headers, agent: false }, answer => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        request.pipe(onward);
      },
    );
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  suiteSetup(async () => {
    proxy = await startProxyServer({
      routes: {
        'api.example.test': await behindTls(new URL(fake().baseUrl).origin),
        'cdn.example.test': await behindTls(fake().mediaOrigin),
      },
    });
    // The test's certificate is nobody's, and what is shown here is the way. Node reads this at each connection.
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  });
  settingsForSuite(() => ({
    'http.proxy': proxy.url,
    'apiInOne.baseUrl': 'https://api.example.test/api/v1',
  }));
  suiteTeardown(async () => {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    await proxy.close();
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  });

  test('is the way to the service and to the results; the key stays inside of the tunnel', async () => {
    const task = await run('generateImage', image);
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    const targets = [...new Set(proxy.passed)].sort();
    assert.deepEqual(targets, ['CONNECT api.example.test:443', 'CONNECT cdn.example.test:443']);
    assert.equal(fake().posts('/images/generations').length, 1);
    assert.ok(!proxy.heard.includes(canaryKey));
  });
});
