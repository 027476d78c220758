package com.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Greeter {
  public static void main(String[] arguments) {
    SpringApplication.run(Greeter.class, arguments);
  }
}
