<?php

final class GuestbookTest extends PHPUnit\Framework\TestCase
{
}
