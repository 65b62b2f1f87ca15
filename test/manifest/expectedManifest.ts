/** The parts of package.json that follow from the contributions table. */
import { type CommandSpec, commands, type SettingSpec, settings } from '../../src/host/contributions.ts';

const commandKey = (id: string): string => `command.${id.replace('apiInOne.', '')}`;
const settingKey = (id: string): string => `setting.${id.replace('apiInOne.', '')}`;

export function expectedCommands(): object[] {
  return Object.entries<CommandSpec>(commands).map(([command, spec]) => ({
    command,
    title: `%${commandKey(command)}%`,
    category: 'API in One',
    ...(spec.icon === undefined ? {} : { icon: spec.icon }),
  }));
}

export function expectedPalette(): object[] {
  return Object.entries<CommandSpec>(commands).flatMap(([command, spec]) =>
    spec.palette === undefined ? [] : [{ command, when: spec.palette === 'never' ? 'false' : spec.palette }],
  );
}

export function expectedConfiguration(): object {
  const properties = Object.entries<SettingSpec>(settings).map(([id, spec], order) => {
    const values = spec.schema['enum'];
    const descriptions =
      spec.hasEnumDescriptions && Array.isArray(values)
        ? { markdownEnumDescriptions: values.map(v => `%${settingKey(id)}.${v}%`) }
        : {};
    return [
      id,
      {
        ...spec.schema,
        default: spec.default,
        scope: spec.scope,
        order,
        markdownDescription: `%${settingKey(id)}%`,
        ...descriptions,
      },
    ] as const;
  });
  return { title: 'API in One', properties: Object.fromEntries(properties) };
}
