package com.example;

class GreeterTest {}
