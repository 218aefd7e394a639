import { defineModule } from '../../toolkit/define-module.js';
import { createInstancesService, type InstancesService } from './instances.js';
import { migrations } from './migrations.js';

export type { InstancesService } from './instances.js';

declare module '../../module/additions.js' {
  interface Services {
    instances: InstancesService;
  }
}

/** The servers that share this database. */
export const instances = defineModule({
  name: 'instances',
  migrations,
  services: (deps) => ({ instances: createInstancesService(deps) }),
  start: ({ services }) => services.instances.start(),
});
