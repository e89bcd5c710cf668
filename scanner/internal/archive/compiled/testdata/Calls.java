import java.util.Map;

/** What code does with constants. Compiled with javac -g -source 8 -target 8. */
class Calls {
    Calls(String text, long number) {
    }

    static void call(Map<String, String> map, int which) {
        map.put("key of a map", "its value");
        Driver.connect(System.nanoTime(), "a user", "a third one");
        new Calls("of the class", 5L);
        String local = "of a variable";
        switch (which) {
            case 1: case 2: case 900000: which++; break;
            default: which--;
        }
        String chosen = "behind a switch";
        System.out.println(local + chosen);
    }

    static class Driver {
        static void connect(double time, String user, String third) {
        }
    }
}
