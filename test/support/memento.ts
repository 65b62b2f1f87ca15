/** A memento in memory. */
export function createMemento() {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T): T => (values.get(key) ?? fallback) as T,
    update: async (key: string, value: unknown): Promise<void> => void values.set(key, value),
  };
}
