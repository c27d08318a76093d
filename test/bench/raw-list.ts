// What a list of all pods costs at least in JSON: pages of 500, parsed and dropped. `node raw-list.ts SERVER TOKEN [gzip]`.
import { Agent, get } from 'node:https';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';

const [server = '', token = '', packed] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });

interface Page {
  metadata: { continue?: string };
  items: unknown[];
}

function page(path: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(packed && { 'accept-encoding': 'gzip' }),
    };
    get(`${server}${path}`, { agent, headers }, (response) => {
      const plain = response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip()) : response;
      text(plain).then((body) => resolve(JSON.parse(body) as Page), reject);
    }).on('error', reject);
  });
}

let count = 0;
for (let next: string | undefined = ''; next !== undefined;) {
  const { metadata, items } = await page(`/api/v1/pods?limit=500${next && `&continue=${encodeURIComponent(next)}`}`);
  count += items.length;
  next = metadata.continue || undefined;
}
agent.destroy();
console.log(count);
