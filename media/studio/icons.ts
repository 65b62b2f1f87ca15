/** The panel's signs: lines on a grid of 20, in the colour of the text around them. */
import type { TaskAction } from '../../src/shared/protocol.ts';
import type { Kind } from '../../src/shared/views.ts';

const paths = {
  image:
    'M4.5 3.5h11a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15V5a1.5 1.5 0 0 1 1.5-1.5zM3.2 14.6l4.3-4.4 3.2 3.2 2.2-2.1 4 4M12.4 7.3h.01',
  video:
    'M4 4.5h7.5A1.5 1.5 0 0 1 13 6v8a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 14V6A1.5 1.5 0 0 1 4 4.5zM13 8.7l4.5-2.7v8L13 11.3',
  music:
    'M7.5 14.8V5.2l8-1.7v9.6M7.5 8.4l8-1.7M7.5 14.8a2.1 2.1 0 1 1-4.2 0 2.1 2.1 0 0 1 4.2 0zM15.5 13.1a2.1 2.1 0 1 1-4.2 0 2.1 2.1 0 0 1 4.2 0z',
  speech: 'M3.5 8.5v3M6.75 6v8M10 3.5v13M13.25 6.5v7M16.5 8.8v2.4',
  removeBackground:
    'M3 6.5V4.5A1.5 1.5 0 0 1 4.5 3h2M13.5 3h2A1.5 1.5 0 0 1 17 4.5v2M17 13.5v2a1.5 1.5 0 0 1-1.5 1.5h-2M6.5 17h-2A1.5 1.5 0 0 1 3 15.5v-2M12.3 7.8a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0zM6.2 14.2c.5-2.4 2-3.5 3.8-3.5s3.3 1.1 3.8 3.5',
  swapFace:
    'M13.5 10a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM8.9 9.3h.01M11.1 9.3h.01M8.9 11.2c.7.5 1.5.5 2.2 0M3 9a7.1 7.1 0 0 1 12.3-3.8M15.6 2.6v2.9h-2.9M17 11a7.1 7.1 0 0 1-12.3 3.8M4.4 17.4v-2.9h2.9',
  upscaleImage: 'M12 3.5h4.5V8M16.5 3.5 11 9M8 16.5H3.5V12M3.5 16.5 9 11',
  removeVideoBackground:
    'M2.5 7V6A1.5 1.5 0 0 1 4 4.5h1.5M2.5 13v1A1.5 1.5 0 0 0 4 15.5h1.5M8.5 4.5h3A1.5 1.5 0 0 1 13 6v8a1.5 1.5 0 0 1-1.5 1.5h-3M13 8.7l4.5-2.7v8L13 11.3',
  chat: 'M4.5 3.5h11A1.5 1.5 0 0 1 17 5v7.5a1.5 1.5 0 0 1-1.5 1.5H9l-4 3v-3h-.5A1.5 1.5 0 0 1 3 12.5V5a1.5 1.5 0 0 1 1.5-1.5zM6.5 7.2h7M6.5 10.3h4.5',
  open: 'M11 3.5h5.5V9M16.5 3.5l-7 7M14.5 11.5v4a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h4',
  insert: 'M10 3v9M6.5 8.7 10 12.2l3.5-3.5M3.5 13.5v2a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-2',
  useAsInput: 'M3 10h9M8.7 6.5l3.5 3.5-3.5 3.5M12.5 3.5h3a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-3',
  rerun: 'M16.2 10a6.2 6.2 0 1 1-1.9-4.5L16.5 7.6M16.5 3.7v3.9h-3.9',
  edit: 'M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7M14.5 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM9.5 14a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  reveal: 'M2.5 15V5.5a1 1 0 0 1 1-1h4l1.7 2h7.3a1 1 0 0 1 1 1V15a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1z',
  stopWatching: 'M7.3 7.3h5.4v5.4H7.3zM10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z',
  resume: 'M7 4.5l8.5 5.5L7 15.5z',
  remix:
    'M2.5 6.5h2.6c3.6 0 4.6 7 8.2 7h3.7M14.6 11l2.5 2.5-2.5 2.5M2.5 13.5h2.6c1.2 0 2-.8 2.7-1.9M10.6 8.3c.7-1 1.5-1.8 2.7-1.8h3.7M14.6 4l2.5 2.5L14.6 9',
  retry: 'M16.2 10a6.2 6.2 0 1 1-1.9-4.5L16.5 7.6M16.5 3.7v3.9h-3.9',
  saveTo: 'M3.5 13v3a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-3M10 3.5v9M6.3 9 10 12.7 13.7 9',
  trackUnconfirmed: 'M8 4 6.5 16M13.5 4 12 16M4 8h12.5M3.5 12.5H16',
  sendAgain: 'M3 10 17 3.5 13.5 17l-3.8-5zM9.7 12 17 3.5',
  details: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 9.2v4.3M10 6.6h.01',
  remove: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  create: 'M4 16l1-3.8 8.6-8.6a1.4 1.4 0 0 1 2 0l.8.8a1.4 1.4 0 0 1 0 2L7.8 15zM12 5.2 14.8 8',
  gallery: 'M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z',
  credits: 'M4 17V9.5M8 17V5M12 17v-5.5M16 17V7.5M2.5 17h15',
  star: 'M10 2.8l2.2 4.6 5 .7-3.6 3.5.9 5L10 14.2l-4.5 2.4.9-5L2.8 8.1l5-.7z',
  trash: 'M3.5 5.5h13M8 5.5V3.8h4v1.7M5 5.5l.8 11h8.4l.8-11M8.3 8.5v5M11.7 8.5v5',
  copy: 'M7 7h9v10H7zM13 7V3H4v10h3',
  compare: 'M10 2.5v15M3 5h5v10H3zM12 5h5v10h-5z',
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4',
  close: 'M5 5l10 10M15 5 5 15',
  outside: 'M3 4.5h14v9H3zM7 16.5h6M10 13.5v3',
  undo: 'M7 4 3.5 7.5 7 11M3.5 7.5H12a4.5 4.5 0 0 1 0 9H8',
  minus: 'M4.5 10h11',
  add: 'M10 4.5v11M4.5 10h11',
  up: 'M5.5 12 10 7.5l4.5 4.5',
  down: 'M5.5 8l4.5 4.5L14.5 8',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  check: 'M4.5 10.5l3.8 3.8 7.2-8',
  warning: 'M10 3.2 17.3 16H2.7zM10 8v3.8M10 14h.01',
  clock: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 6v4.2l2.8 1.7',
  key: 'M11.5 8.5 17 3M14.5 5.5l2 2M12.3 12a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0z',
  sandbox: 'M8 3v5L3.7 15.2A1.2 1.2 0 0 0 4.7 17h10.6a1.2 1.2 0 0 0 1-1.8L12 8V3M6.8 3h6.4M5.8 12.5h8.4',
  spark:
    'M10 3l1.5 4.2a2.2 2.2 0 0 0 1.3 1.3L17 10l-4.2 1.5a2.2 2.2 0 0 0-1.3 1.3L10 17l-1.5-4.2a2.2 2.2 0 0 0-1.3-1.3L3 10l4.2-1.5a2.2 2.2 0 0 0 1.3-1.3z',
} as const satisfies Readonly<Record<Kind | TaskAction, string>> & Readonly<Record<string, string>>;

export type IconName = keyof typeof paths;

const svgNamespace = 'http://www.w3.org/2000/svg';

/** A sign that only repeats what text or a label says: hidden from screen readers. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon', `icon-${name}`);
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}
