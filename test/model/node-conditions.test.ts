import { expect, test } from 'vitest';
import { meaningOf } from '../../src/model/node-conditions.ts';

test.each([
  ['Ready', 'True', 'good'],
  ['Ready', 'False', 'bad'],
  ['Ready', 'Unknown', 'bad'],
  ['MemoryPressure', 'True', 'bad'],
  ['MemoryPressure', 'False', 'good'],
  ['NetworkUnavailable', 'True', 'bad'],
  ['KernelDeadlock', 'True', 'bad'],
  ['KernelReady', 'True', 'good'],
  ['KernelReady', 'False', 'bad'],
  ['EtcdIsVoter', 'True', 'good'],
  ['GPUUnhealthy', 'True', 'bad'],
  ['NetworkingHealthy', 'False', 'bad'],
  ['WeatherForecast', 'True', 'unclear'],
  ['WeatherForecast', 'False', 'good'],
  ['MemoryPressure', 'Unknown', 'unclear'],
  ['constructor', 'True', 'unclear'],
])('%s %s is %s', (type, status, meaning) => {
  expect(meaningOf({ type, status })).toBe(meaning);
});
