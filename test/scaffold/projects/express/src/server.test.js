import { test } from 'node:test';

test('orders are counted', () => {});
