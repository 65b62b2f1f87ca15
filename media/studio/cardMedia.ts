/** What a card shows of its task: pictures, sound, film, or a place for what is being made. */
import { assetMime, writeAssetRefs } from '../../src/shared/assetTransfer.ts';
import type { OutputView, TaskView } from '../../src/shared/protocol.ts';
import type { Word } from './controls/control.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';

const isSound = (kind: TaskView['kind']): boolean => kind === 'music' || kind === 'speech';

/** The place that a result will take, with how far it may be. */
export function placeholder(task: TaskView): HTMLElement {
  const ratio = task.ratio ?? 1;
  const shape = h('span', { className: 'shape-to-be' });
  shape.style.aspectRatio = String(ratio);
  // The place is 4:3: the longer side of the shape is what it is measured by.
  shape.style[ratio > 4 / 3 ? 'width' : 'height'] = '84%';
  const sound = isSound(task.kind) ? 'sound' : '';
  const props = { className: `media making ${sound}`, 'aria-hidden': 'true' };
  return h('div', props, !isSound(task.kind) && shape, h('span', { className: 'sweep' }), icon(task.kind));
}

function notShown(word: Word): HTMLElement {
  return h('p', { className: 'not-shown' }, icon('warning'), word('Saved, but it cannot be shown here.'));
}

function typeOf(task: TaskView, output: OutputView): 'image' | 'video' | 'audio' {
  const type = output.mime?.split('/')[0];
  if (type === 'image' || type === 'video' || type === 'audio') return type;
  if (isSound(task.kind)) return 'audio';
  return task.kind === 'video' || task.kind === 'removeVideoBackground' ? 'video' : 'image';
}

function element(task: TaskView, output: OutputView & { src: string }, name: string): HTMLElement {
  const { src } = output;
  switch (typeOf(task, output)) {
    case 'image':
      return h('img', { src, alt: name, loading: 'lazy', decoding: 'async', draggable: false });
    case 'video':
      return h('video', { src, controls: true, loop: true, preload: 'metadata', 'aria-label': name });
    case 'audio':
      return h('audio', { src, controls: true, preload: 'metadata', 'aria-label': name });
  }
}

/** One saved file. */
function media(task: TaskView, output: OutputView, word: Word): HTMLElement {
  if (output.src === undefined) return notShown(word);
  const { src } = output;
  const name = task.outputs.length > 1 ? `${task.title} ${output.index + 1}` : task.title;
  const shown = element(task, { ...output, src }, name);
  const box = h('div', { className: `frame ${typeOf(task, output)}`, draggable: true }, shown);
  box.addEventListener('dragstart', ({ dataTransfer }) => {
    // A name of our own: addresses of files are blocked on the way out of this page.
    dataTransfer?.setData(assetMime, writeAssetRefs([{ task: task.id, output: output.index }]));
    if (dataTransfer !== null) dataTransfer.effectAllowed = 'copy';
  });
  shown.addEventListener('error', () => box.replaceWith(notShown(word)), { once: true });
  return box;
}

/** All that a task has made so far, one beside the other. */
export function gallery(task: TaskView, word: Word): HTMLElement {
  const sound = task.outputs.some(o => typeOf(task, o) === 'audio') ? 'sound' : '';
  const count = Math.min(4, task.outputs.length);
  return h(
    'div',
    { className: `media gallery of-${count} ${sound}` },
    ...task.outputs.map(output => media(task, output, word)),
  );
}
