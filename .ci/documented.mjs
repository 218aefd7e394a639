// Commands of a page that are run as they stand there, and compared with what the page says that they print.
import { spawn } from 'node:child_process';

/** What stands under a heading, up to the next one. */
export function sectionOf(page, heading) {
  const section = new RegExp(`^#+ ${heading}\\n([\\s\\S]*?)^#`, 'm').exec(page)?.[1];
  if (section === undefined) throw new Error(`The page has no section "${heading}".`);
  return section;
}

/** The `sh` blocks, each with the block of another language after it: what it prints, where `…` stands for anything. */
export function stepsOf(section) {
  const blocks = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language, text]) => ({ language, text }));
  return blocks.flatMap(({ language, text }, index) => {
    if (language !== 'sh') return [];
    const next = blocks[index + 1];
    return [{ commands: text, output: next && next.language !== 'sh' ? next.text : undefined }];
  });
}

/** One shell for all steps, so that what one sets the next can use. What a step starts finds no input. */
export function openShell({ flags = '-u', ...options } = {}) {
  const child = spawn('bash', [flags], { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8');
  const closed = new Promise((resolve) => child.once('close', resolve));
  const run = (commands) =>
    new Promise((resolve, reject) => {
      const marker = `--- ${Math.random()}`;
      let printed = '';
      const read = (chunk) => {
        printed += chunk;
        if (!printed.includes(marker)) return;
        child.stdout.off('data', read);
        resolve(printed.slice(0, printed.indexOf(marker)));
      };
      child.stdout.on('data', read);
      void closed.then((code) => reject(new Error(`The shell ended with ${code}:\n${commands}\nPrinted:\n${printed}`)));
      const quoted = commands.replaceAll("'", "'\\''");
      child.stdin.write(`eval '${quoted}' < /dev/null\necho '${marker}'\n`);
    });
  return {
    /** Runs a step, and shows what it prints. Throws if that is not what the page says. */
    follow: async ({ commands, output }) => {
      const printed = await run(commands);
      process.stdout.write(printed);
      if (output === undefined || matches(printed, output)) return;
      throw new Error(
        `The page shows other output than this prints:\n${commands}\nPage:\n${output}\nPrinted:\n${printed}`,
      );
    },
    close: () => child.stdin.end(),
  };
}

function matches(printed, expected) {
  const parts = expected.trim().split('…');
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(printed.trim());
}
