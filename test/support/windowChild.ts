/**
 * A whole window in a process of its own: real ledger, locks, client, sockets and files, in real time. It says `ready`,
 * then `saw <id> <status> <reason> <ms since the epoch>` for each change of a task, its own or another window's.
 * SIGTERM closes it as VS Code does. Arguments: base URL, key, ledger's folder, URI of the project that is open, ids of
 * tasks to begin, whose results lie in the project itself.
 */
import { writeSync } from 'node:fs';
import { intent, openRealWindow } from './realWindow.ts';
import { silentLog } from './silentLog.ts';

const [baseUrl = '', key = '', folder = '', project = '', ...ids] = process.argv.slice(2);
const log = silentLog;
const window = await openRealWindow({ baseUrl, key, folder, log, project, speed: 1, silenceMs: 60_000 });

function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

const now = (): number => performance.timeOrigin + performance.now();

window.engine.onDidChange(tasks => {
  for (const { id, state } of tasks) {
    const reason = ('error' in state && state.error?.details['reason']) || '-';
    say('saw', id, state.status, reason, now());
  }
});
process.once('SIGTERM', () => {
  window.dispose();
  process.exit();
});
say('ready');
for (const id of ids) {
  await window.engine.create(intent(id, project));
  say('made', id, now());
}
setInterval(() => {}, 3_600_000);
