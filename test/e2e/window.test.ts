import assert from 'node:assert/strict';
import { scenariosIn } from '../rig/scenario.ts';

const scenario = scenariosIn({ machineSettings: { 'apiInOne.service': 'sandbox' } });

for (const theme of ['dark', 'light'] as const) {
  scenario(`the window opens with the extension, ${theme}`, { theme }, async ({ workbench }) => {
    await workbench.treeRow('index.html').waitFor();
    await workbench.openFile('docs/guide.md');
    await workbench.commandPalette('Extensions: Show Installed Extensions');
    await workbench.page.locator('.extension-list-item', { hasText: 'API in One' }).first().waitFor();
    await workbench.screenshot('installed');
    assert.deepEqual(workbench.consoleErrors(/apiinone|api-in-one/i), []);
  });
}
