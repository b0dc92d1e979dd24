import { activationsContract } from '../contracts/activations-contract.ts';
import { MemoryActivations } from './memory-activations.ts';

activationsContract('Systems Manager in memory', async () => {
  const activations = new MemoryActivations();
  return { activations, register: (id, code) => void activations.register({ id, code }) };
});
