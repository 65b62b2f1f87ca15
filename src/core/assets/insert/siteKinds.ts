/** Sites that no package tells of: which folder is one, by the names of what lies in it. Pure. */

const hugoConfigs = ['hugo.toml', 'hugo.yaml', 'hugo.yml', 'hugo.json'];
/** Names that other tools have, too: only beside a folder of Hugo's. */
const oldHugoConfigs = ['config.toml', 'config.yaml', 'config.yml', 'config.json'];
const hugoFolders = ['content', 'archetypes'];
/** Files of a program in Python beside which a `package.json` is a helper. */
const pythonFiles = [
  'requirements.txt',
  'pyproject.toml',
  'Pipfile',
  'setup.py',
  'app.py',
  'wsgi.py',
  'main.py',
];

type Names = readonly string[];

const hasAny = (names: Names, wanted: Names): boolean => wanted.some(name => names.includes(name));

export function isHugo(names: Names): boolean {
  return hasAny(names, hugoConfigs) || (hasAny(names, oldHugoConfigs) && hasAny(names, hugoFolders));
}

/** Jupyter's books have a file of the same name, and so has Hexo, which is a package. */
export function isJekyll(names: Names): boolean {
  const isOther =
    names.includes('_toc.yml') || (names.includes('package.json') && !names.includes('Gemfile'));
  return names.includes('_config.yml') && !isOther;
}

export function isDjango(names: Names): boolean {
  return names.includes('manage.py');
}

/** Flask and its kin, and an application of Django: templates, and beside them what is served as `/static/…`. */
export function hasTemplates(names: Names): boolean {
  const isOwn = !names.includes('package.json') || hasAny(names, pythonFiles);
  return isOwn && names.includes('templates') && names.includes('static') && !isHugo(names);
}

/** Whether a folder with these names is a project whatever lies above it. */
export function isProject(names: Names): boolean {
  return names.includes('package.json') || isHugo(names) || isJekyll(names) || isDjango(names);
}

/**
 * Which folder is the document's project: the index in `levels`, which has the names in each folder from the
 * document's own upwards. -1 where there is none. A Django application belongs to the project above it.
 */
export function projectLevel(levels: readonly Names[]): number {
  const first = levels.findIndex(names => isProject(names) || hasTemplates(names));
  if (first < 0 || isProject(levels[first] ?? [])) return first;
  const above = levels.findIndex((names, at) => at > first && isDjango(names));
  return above < 0 ? first : above;
}
