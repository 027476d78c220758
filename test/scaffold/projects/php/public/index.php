<?php

require __DIR__ . '/../vendor/autoload.php';

$app = Slim\Factory\AppFactory::create();
$app->get('/ping', fn ($request, $response) => $response);
$app->run();
