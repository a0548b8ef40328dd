using IzzyPS.Stock.Profiles;

namespace IzzyPS.Soak.Fuzz;

/// <summary>Reads mutated location maps and partner profiles. Each is read, or refused with a reason. No other exception is thrown.</summary>
internal static class SettingsFuzz
{
    private static readonly byte[] Map = """{"128": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a", "129": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6b"}"""u8.ToArray();
    private static readonly byte[] Profile = PartnerProfile.ReadBuiltInJson();
    private static readonly byte[] Child = """{"extends": "default", "decimalMark": "comma", "words": {"fuelType": {"PETROL": ["benz."]}}, "headers": {"vin": ["numer vin"]}}"""u8.ToArray();

    /// <summary>Reads a number of each.</summary>
    /// <returns>How many were read and not refused, and the violations.</returns>
    internal static (int Read, IReadOnlyList<string> Violations) Run(int count, int seed)
    {
        var violations = new List<string>();
        var read = 0;
        var folder = Directory.CreateTempSubdirectory("izzyps-fuzz-");
        try
        {
            var path = Path.Combine(folder.FullName, "settings.json");
            for (var number = 0; number < count; number++)
            {
                foreach (var (original, load) in ((byte[], Action<string>)[])[(Map, Load), (Profile, LoadProfile), (Child, LoadProfile)])
                {
                    var bytes = Mutate(new Random(unchecked((seed * 1_000_003) + number)), original);
                    File.WriteAllBytes(path, bytes);
                    if (TryLoad(path, load) is not { } fault)
                        read++;
                    else if (fault is not StockSettingsException && violations.Count < 5)
                        violations.Add($"Seed {seed}, number {number}: {fault.GetType()}: {fault.Message}");
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return (read, violations);
    }

    private static void Load(string path) => _ = LocationMap.Load(path);

    private static void LoadProfile(string path) => _ = PartnerProfile.Load(path);

    private static Exception? TryLoad(string path, Action<string> load)
    {
        try
        {
            load(path);
            return null;
        }
#pragma warning disable CA1031 // The caller decides about the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private static byte[] Mutate(Random random, byte[] original)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 4); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = "\"{}[]:,\\ 0ntf\0\u001B"u8[random.Next(15)];
                    break;
                case 1:
                    bytes.Insert(at, "\"{}[]:,\\ 0ntf\0\u001B"u8[random.Next(15)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)'[', random.Next(1, 300)));
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
