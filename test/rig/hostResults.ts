/** What the suite in the extension host leaves for the rig, as JSON. */

export interface HostTest {
  title: string;
  outcome: 'passed' | 'failed' | 'skipped';
  durationMs: number;
  error?: string;
}

export interface HostResults {
  tests: HostTest[];
}
