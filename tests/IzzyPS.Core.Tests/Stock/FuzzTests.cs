using System.Diagnostics;
using System.Text;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Stock;

/// <summary>Small files, changed at random but always in the same way: each is read to an end, and each of its rows is a vehicle, a repeat or an error.</summary>
public sealed class FuzzTests : IDisposable
{
    private const int Files = 2_000;

    private static readonly byte[] Nasty = [.. "\",;\t|\r\n'=+-@ .0129aZ\u001B"u8, 0, 0x80, 0xB9, 0xC5, 0xE2, 0xFF];

    private readonly StockFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(20261121)]
    public void A_changed_file_never_crashes_the_reader(int seed)
    {
        var random = new Random(seed);
        var clock = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        var readToEnd = 0;
        var path = Path.Combine(_folder.Path, "fuzz.csv");
        for (var number = 0; number < Files / 2; number++)
        {
            var bytes = Mutate(random, Original(random));
            File.WriteAllBytes(path, bytes);
            var before = clock.Elapsed;
            var result = StockFolder.Read(path);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, (clock.Elapsed - before).Ticks));
            readToEnd += result.File.IsReadToEnd ? 1 : 0;
            Check(result, $"seed {seed}, file {number}: {Convert.ToBase64String(bytes)}");
        }

        Assert.True(slowest < TimeSpan.FromSeconds(2), $"the slowest took {slowest}");
        Assert.InRange(readToEnd, Files / 10, Files / 2); // Not all of them may have died of their header.
    }

    public void Dispose() => _folder.Dispose();

    private static void Check(StockResult result, string which)
    {
        var (file, vehicles, errors) = (result.File, result.Vehicles, result.Errors);
        if (!file.IsReadToEnd)
        {
            Assert.True(file.Faults.Any(fault => fault.IsFatal), which);
            Assert.True(vehicles.Count + errors.Count == 0, which);
            return;
        }

        Assert.True(file.RowCount == vehicles.Count + errors.Count + file.RowsRepeated, which);
        Assert.True(file.RowsValid == vehicles.Count && file.RowsRejected == errors.Count, which);
        Assert.True(errors.All(error => error.Faults.Count > 0 && error.Line > 1), which);
        Assert.True(errors.Count(error => error.Key is null) == file.RowsWithoutKey, which);
        Assert.True(vehicles.Select(vehicle => vehicle.Key!.Value).Distinct().Count() == vehicles.Count, which);
        Assert.True(!vehicles.Any(vehicle => file.RejectedKeys.Contains(vehicle.Key!.Value.Value)), which);
        foreach (var vehicle in vehicles)
        {
            List<FieldFault>? faults = null;
            VehicleValidator.Validate(vehicle, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), ref faults);
            Assert.True(faults is null, which);
            Assert.False(VehicleFields.All.Any(field => field.Get(vehicle) is string text && text.Any(character => char.IsControl(character) && character != '\n')), which);
            _ = CarPayload.Of(vehicle);
        }
    }

    private static byte[] Original(Random random)
    {
        var dialect = random.Next(2) == 0 ? StockDialect.Clean : StockDialect.Partner;
        var delimiter = dialect == StockDialect.Clean ? ',' : ';';
        var lines = Enumerable.Range(0, random.Next(1, 12)).Select(number => StockFileGenerator.Row(number * random.Next(1, 4), dialect));
        var text = string.Join(random.Next(3) == 0 ? "\r\n" : "\n", lines.Prepend(StockFileGenerator.Header.Replace(',', delimiter)));
        Encoding encoding = random.Next(4) switch
        {
            0 => StockFolder.EncodingOf("windows-1250"),
            1 => StockFolder.EncodingOf("utf-16"),
            _ => new UTF8Encoding(false),
        };
        return encoding.GetBytes(text);
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var changed = bytes.ToList();
        var header = random.Next(4) == 0 ? 0 : Math.Min(600, changed.Count); // Mostly below the header, where the rows are.
        for (var times = random.Next(1, 8); times > 0 && changed.Count > header; times--)
        {
            var at = random.Next(header, changed.Count);
            switch (random.Next(6))
            {
                case 0:
                    changed[at] = Nasty[random.Next(Nasty.Length)];
                    break;
                case 1:
                    changed.Insert(at, Nasty[random.Next(Nasty.Length)]);
                    break;
                case 2:
                    changed.RemoveRange(at, Math.Min(random.Next(1, 40), changed.Count - at));
                    break;
                case 3:
                    changed.InsertRange(at, changed.GetRange(at, Math.Min(random.Next(1, 300), changed.Count - at)));
                    break;
                case 4:
                    changed.InsertRange(at, "\"\""u8.ToArray());
                    break;
                default:
                    if (random.Next(5) == 0)
                        changed.RemoveRange(at, changed.Count - at);
                    break;
            }
        }

        return [.. changed];
    }
}
