/** What activating any extension costs: this one does nothing. */
export function activate(): void {}
