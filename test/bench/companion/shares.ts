/** Whose time it was, read out of a V8 CPU profile of the extension host. */
import type { Profiler } from 'node:inspector';

/** Milliseconds of wall time in which the JavaScript thread worked. */
export interface Shares {
  /** In our code, and in what it called: Node, SQLite, VS Code's API down to the message that leaves. */
  ours: number;
  /** In Node's loader: reading and compiling a file that is required, which is ours alone in the time measured. */
  loading: number;
  /** In the code of others. */
  others: number;
  /** Collecting garbage, whoever made it. */
  collecting: number;
  /** In native code below no JavaScript: the event loop, the profiler. */
  nameless: number;
}

type Frames = Pick<Profiler.ProfileNode, 'callFrame'> & { parent?: Frames };

const byName = new Map<string, keyof Shares | undefined>([
  ['(root)', undefined],
  ['(idle)', undefined],
  ['(program)', 'nameless'],
  ['(garbage collector)', 'collecting'],
]);

/** Divides the time of a profile; `folder` is where our files lie. */
export function sharesOf(profile: Profiler.Profile, folder: string): Shares {
  const owners = ownersOf(profile.nodes, folder);
  const shares: Shares = { ours: 0, loading: 0, others: 0, collecting: 0, nameless: 0 };
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const owner = owners.get(id);
    if (owner !== undefined) shares[owner] += (profile.timeDeltas?.[i] ?? 0) / 1000;
  }
  return shares;
}

function ownersOf(nodes: readonly Profiler.ProfileNode[], folder: string): Map<number, keyof Shares> {
  const frames = new Map<number, Frames>(nodes.map(node => [node.id, { callFrame: node.callFrame }]));
  for (const node of nodes) {
    const parent = frames.get(node.id);
    for (const child of node.children ?? []) {
      const frame = frames.get(child);
      if (frame !== undefined && parent !== undefined) frame.parent = parent;
    }
  }
  const owners = new Map<number, keyof Shares>();
  for (const [id, frame] of frames) {
    const { functionName } = frame.callFrame;
    const owner = byName.has(functionName) ? byName.get(functionName) : ownerOf(frame, folder);
    if (owner !== undefined) owners.set(id, owner);
  }
  return owners;
}

function ownerOf(frame: Frames, folder: string): keyof Shares {
  let isLoading = false;
  for (let at: Frames | undefined = frame; at !== undefined; at = at.parent) {
    if (at.callFrame.url.includes(folder)) return 'ours';
    if (at.callFrame.url === 'node:internal/modules/cjs/loader') isLoading = true;
  }
  return isLoading ? 'loading' : 'others';
}
