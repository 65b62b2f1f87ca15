/**
 * A scenario: the packaged extension in the real VS Code, one window, one folder, what a person does in it.
 * One server serves a test file; each scenario has a window, a profile in the browser and a folder of its own.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { vsixPath } from './build.ts';
import { launchChromium } from './chromium.ts';
import { startIsolatedServer } from './isolatedServer.ts';
import { temporaryFolder } from './lifetime.ts';
import { sampleWorkspace } from './paths.ts';
import type { VscodeServer } from './vscodeServer.ts';
import type { Settings, Theme } from './vscodeSettings.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

export interface ScenarioOptions {
  theme?: Theme;
  viewport?: { width: number; height: number };
}

export interface Stage {
  workbench: Workbench;
  /** The folder that is open: a fresh copy of the sample workspace. */
  folder: string;
  server: VscodeServer;
}

export interface SceneOptions {
  /** What the machine's settings say, e.g. `apiInOne.service`. */
  machineSettings?: Settings;
  settings?: Settings;
  env?: NodeJS.ProcessEnv;
  trust?: boolean;
}

/** Registers one scenario. */
export type Scenario = (
  name: string,
  options: ScenarioOptions,
  play: (stage: Stage) => Promise<void>,
) => void;

/** Prepares the server for a test file's scenarios; it starts with the first and ends after the last. */
export function scenariosIn(options: SceneOptions = {}): Scenario {
  let starting:
    | Promise<{ server: VscodeServer; chromium: Awaited<ReturnType<typeof launchChromium>> }>
    | undefined;
  const start = async () => {
    // Without the test driver: with it VS Code refuses modal dialogs, and a person does meet them.
    const server = await startIsolatedServer({ testDriver: false, vsix: [await vsixPath()], ...options });
    try {
      return { server, chromium: await launchChromium() };
    } catch (error) {
      await server.stop();
      throw error;
    }
  };
  after(async () => {
    // What could not start has failed its scenarios already and left nothing to end.
    const started = await starting?.catch(() => undefined);
    await started?.chromium.close();
    await started?.server.stop();
  });
  return (name, scenario, play) => {
    test(name, async () => {
      starting ??= start();
      const { server, chromium } = await starting;
      const temporary = await temporaryFolder('folder');
      const folder = path.join(temporary.path, 'lighthouse');
      await cp(sampleWorkspace, folder, { recursive: true });
      const window = { server, browser: chromium.browser, folder, name: fileName(name), ...scenario };
      const workbench = await openWorkbench(window);
      let hasFailed = true;
      try {
        await play({ workbench, folder, server });
        hasFailed = false;
      } finally {
        await workbench.close({ hasFailed });
        await temporary.remove();
      }
    });
  };
}

function fileName(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
