/** Settings that keep VS Code still: no welcome pages, no tips, no downloads, nothing that moves by itself. */
import type { VscodeVersion } from './vscodeInstall.ts';

export type Settings = Record<string, unknown>;

export const quietSettings: Settings = {
  'breadcrumbs.enabled': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.autoDetectColorScheme': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** On top of those in tests: a cursor that does not blink and no smooth motion, so that pictures are alike. */
export const stillSettings: Settings = {
  'editor.cursorBlinking': 'solid',
  'workbench.list.smoothScrolling': false,
  'workbench.reduceMotion': 'on',
};

export type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

/** The theme VS Code itself starts with, by the id it has in that version. */
const themeIds: Record<VscodeVersion, Record<Theme, string>> = {
  newest: {
    dark: 'Dark 2026',
    light: 'Light 2026',
    highContrast: 'Default High Contrast',
    highContrastLight: 'Default High Contrast Light',
  },
  floor: {
    dark: 'Default Dark Modern',
    light: 'Default Light Modern',
    highContrast: 'Default High Contrast',
    highContrastLight: 'Default High Contrast Light',
  },
};

export function themeSettings(theme: Theme, version: VscodeVersion): Settings {
  return { 'workbench.colorTheme': themeIds[version][theme] };
}
