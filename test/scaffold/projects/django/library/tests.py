from django.test import SimpleTestCase


class HealthTest(SimpleTestCase):
    def test_is_fine(self):
        self.assertEqual(self.client.get("/health/").status_code, 200)
