/** A server for tests: temporary profile and home, no key and no setting of the person who runs the tests. */
import path from 'node:path';
import process from 'node:process';
import { temporaryFolder } from './lifetime.ts';
import { type ServerOptions, startVscodeServer, type VscodeServer } from './vscodeServer.ts';
import { stillSettings } from './vscodeSettings.ts';

export type IsolatedOptions = Omit<ServerOptions, 'profileDir' | 'extensionsDir'>;

/** As `startVscodeServer`; `stop` also removes the profile. */
export async function startIsolatedServer(options: IsolatedOptions = {}): Promise<VscodeServer> {
  const home = await temporaryFolder('vscode');
  const profileDir = path.join(home.path, 'profile');
  try {
    const server = await startVscodeServer({
      ...options,
      profileDir,
      extensionsDir: path.join(home.path, 'extensions'),
      settings: { ...stillSettings, ...options.settings },
      env: {
        HOME: home.path,
        API_IN_ONE_API_KEY: undefined,
        TZ: process.env['TZ'] ?? 'UTC',
        // Where tests look for logs and for what an extension keeps.
        API_IN_ONE_TEST_PROFILE: profileDir,
        ...options.env,
      },
    });
    return {
      ...server,
      writeUserSettings: settings =>
        server.writeUserSettings({ ...stillSettings, ...options.settings, ...settings }),
      stop: async () => {
        await server.stop();
        await home.remove();
      },
    };
  } catch (error) {
    await home.remove();
    throw error;
  }
}
