import express from 'express';

const app = express();
app.get('/', (request, response) => response.send('Orders'));
app.get('/health', (request, response) => response.sendStatus(204));
app.listen(process.env.PORT || 3001);
