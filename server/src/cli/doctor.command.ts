import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Config } from '../config/config.js';
import { projectRoot } from '../project-root.js';
import type { Command } from './command.js';
import { checkComponents, checkDataFolder, checkMemory, checkModels, checkNode, checkPort, checkPython, type Finding } from './doctor-checks.js';

const marks = { ok: '✓', warning: '!', wrong: '✗' };

function checkPage(): Finding {
  const built = existsSync(join(projectRoot, 'ui', 'dist', 'index.html'));
  return { name: { ru: 'Страницы', en: 'Pages' }, state: built ? 'ok' : 'warning', found: built ? 'ui/dist' : 'ui/dist is missing', ...(built ? {} : { advice: { ru: 'Соберите их: npm run build', en: 'Build them: npm run build' } }) };
}

export const command: Command = {
  summary: { ru: 'проверить установку и все хранилища, сказать, что не так', en: 'check the installation and every store, say what is wrong' },
  async run(context) {
    let worst = 0;
    const show = (finding: Finding) => {
      context.print(`${marks[finding.state]} ${context.say(finding.name)}: ${finding.found}`);
      if (finding.advice) context.print(`    → ${context.say(finding.advice)}`);
      if (finding.state === 'wrong') worst = 1;
    };
    show(checkNode(process.versions.node));
    let config: Config;
    try {
      config = context.loadConfig();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const line of error.message.split('\n')) show({ name: { ru: 'Настройки', en: 'Settings' }, state: 'wrong', found: line });
      return 1;
    }
    show({ name: { ru: 'Профиль', en: 'Profile' }, state: 'ok', found: `${config.profile}, role ${config.role}` });
    show(checkMemory(config));
    const folder = await checkDataFolder(config.dataDir);
    folder.forEach(show);
    show(checkPage());
    show(await checkPort(config));
    show(await checkPython(config));
    show(await checkModels());
    if (folder.every((finding) => finding.state !== 'wrong')) (await checkComponents(config)).forEach(show);
    context.print(worst === 0 ? context.say({ ru: 'Всё в порядке.', en: 'Everything is in order.' }) : context.say({ ru: 'Есть неисправности, см. выше.', en: 'Something is wrong, see above.' }));
    return worst;
  },
};
