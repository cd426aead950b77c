import { stageTitle } from '$features/catalogue/stage-title.js';
import { useActions, useAttributes, useChannels } from '$features/data/queries.js';
import { format } from '$lib/format/format.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import { titleOf } from '$lib/i18n/title.js';
import { valueTitle } from '../audience/value-title.js';
import type { Wording } from './constraint-sentence.js';

/** Names of the catalogue and the data in the reader's language, once they are there (`ready`); to be called while a component is made. */
export function useWording(): Wording & { readonly ready: boolean } {
  const actions = useActions();
  const channels = useChannels();
  const attributes = useAttributes();
  const attributeOf = (name: string) => attributes.data?.find((attribute) => attribute.name === name);
  return {
    get ready() {
      return actions.data !== undefined && channels.data !== undefined && attributes.data !== undefined;
    },
    t,
    action: (id) => {
      const title = actions.data?.find((action) => action.id === id)?.title;
      return title ? titleOf(title) : id;
    },
    channel: (id) => {
      const title = channels.data?.find((channel) => channel.id === id)?.title;
      return title ? titleOf(title) : id;
    },
    stage: stageTitle,
    attribute: (name) => {
      const title = attributeOf(name)?.title;
      return title ? titleOf(title) : name;
    },
    value: (name, value) => valueTitle(attributeOf(name), value),
    count: (value) => format.number(value),
    money: (minor) => format.money(minor),
    share: (value) => format.percent(value, 2),
  };
}
