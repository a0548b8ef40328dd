using System.Diagnostics;
using System.Globalization;
using IzzyPS.Stock;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Soak.Fuzz;

/// <summary>Reads mutated files on all cores. The same seed gives the same files.</summary>
internal sealed class FuzzRun
{
    /// <summary>The longest time for reading one small file, whatever it contains.</summary>
    internal static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    /// <summary>The most memory for reading one small file twice, whatever it contains, with the queues between the threads.</summary>
    internal const long MostBytes = 24 * 1024 * 1024;

    private const int ReportEvery = 7;
    private const int MostSaid = 10;
    private const int MostLetters = 800;

    private static readonly StockReaderOptions Options = new()
    {
        LocationMap = LocationMap.CreateFromEntries([new("128", "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a")]),
    };

    private readonly FuzzSeeds _seeds = new();
    private readonly DateOnly _today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
    private readonly Lock _lock = new();
    private readonly List<string> _violations = [];
    private readonly List<(TimeSpan Time, int Number)> _slowest = [];

    /// <summary>How many files were read.</summary>
    internal int Files { get; private set; }

    /// <summary>How many files were read to their end. The others were refused.</summary>
    internal int ReadToEnd { get; private set; }

    internal long Rows { get; private set; }

    internal long Vehicles { get; private set; }

    internal long Errors { get; private set; }

    internal TimeSpan Slowest => _slowest.Count == 0 ? TimeSpan.Zero : _slowest.Max(slow => slow.Time);

    /// <summary>The most bytes that one file allocated. Only some files are measured.</summary>
    internal long Largest { get; private set; }

    internal IReadOnlyList<string> Violations => _violations;

    /// <summary>Reads a number of files.</summary>
    internal void Read(int count, int seed)
    {
        Parallel.For(0, count, () => new Worker(), (number, _, worker) =>
        {
            ReadOne(number, seed, worker);
            return worker;
        }, worker => worker.Dispose());
        Measure(count, seed);
    }

    private void ReadOne(int number, int seed, Worker worker)
    {
        var (bytes, vins) = Make(number, seed);
        try
        {
            File.WriteAllBytes(worker.Stock, bytes);
            var clock = Stopwatch.GetTimestamp();
            var (file, vehicles, errors) = Read(worker.Stock);
            var time = Stopwatch.GetElapsedTime(clock);
            var fault = FuzzCheck.FindFault(file, vehicles, errors, _today)
                ?? FuzzCheck.FindLostVin(file, vehicles, errors, file.Encoding is { } encoding ? FuzzSeeds.GetEncoding(encoding).GetString(bytes) : string.Empty, vins)
                ?? (number % ReportEvery == 0 ? FindReportFault(worker, file, errors) : null);
            lock (_lock)
            {
                Files++;
                ReadToEnd += file.IsReadToEnd ? 1 : 0;
                (Rows, Vehicles, Errors) = (Rows + file.RowCount, Vehicles + vehicles.Count, Errors + errors.Count);
                _slowest.Add((time, number));
                if (_slowest.Count > 1000)
                {
                    _slowest.Sort((one, other) => one.Time.CompareTo(other.Time));
                    _slowest.RemoveRange(0, _slowest.Count - 20);
                }
            }

            if (fault is not null)
                AddViolation(number, seed, fault);
        }
#pragma warning disable CA1031 // Every exception of the reader is a fault.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            AddViolation(number, seed, exception.ToString());
        }
    }

    /// <summary>Reads the slowest files again without parallel work, which had slowed them, and measures the memory of every hundredth file.</summary>
    private void Measure(int count, int seed)
    {
        using var worker = new Worker();
        var slow = _slowest.OrderByDescending(file => file.Time).Take(20).Select(file => file.Number).ToList();
        _slowest.Clear();
        foreach (var number in slow.Concat(Enumerable.Range(0, count / 100).Select(index => index * 100)).Distinct())
        {
            var (bytes, _) = Make(number, seed);
            File.WriteAllBytes(worker.Stock, bytes);
            var times = new List<TimeSpan>();
            var allocated = long.MaxValue;
            do
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var clock = Stopwatch.GetTimestamp();
                _ = Read(worker.Stock);
                times.Add(Stopwatch.GetElapsedTime(clock));
                allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
            }
            while ((times.Min() > MostTime || allocated > MostBytes) && times.Count < 3); // Other work may have slowed the reading or allocated in the meantime, so such a file is read up to three times.

            Largest = Math.Max(Largest, allocated);
            _slowest.Add((times.Min(), number));
            if (times.Min() > MostTime)
                AddViolation(number, seed, $"it took {times.Min()}");
            if (allocated > MostBytes)
                AddViolation(number, seed, $"it allocated {allocated:N0} bytes");
        }
    }

    /// <summary>Creates the bytes of a file, with the VINs that it had before the mutation. The same number and seed give the same file.</summary>
    internal (byte[] Bytes, IReadOnlyList<string> Vins) Make(int number, int seed)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var file = _seeds.Next(random);
        var vins = file.Lines.Skip(1).SelectMany(line => line.Split(file.Delimiter).Take(2)).Where(cell => IzzyPS.Vehicles.Vin.TryParse(cell, out _)).Select(cell => cell.Trim()).ToList();
        return (FuzzMutator.Mutate(random, file), vins);
    }

    private static (StockFile File, IReadOnlyList<Vehicle> Vehicles, IReadOnlyList<RowError> Errors) Read(string path)
    {
        var reader = new StockReader(Options);
        var set = new StockSet();
        var file = reader.Examine(set, path, CancellationToken.None);
        set.Seal();
        var rows = reader.Read(file, CancellationToken.None).ToList();
        return (file, [.. rows.Select(row => row.Vehicle).OfType<Vehicle>()], [.. rows.Select(row => row.Error).OfType<RowError>()]);
    }

    private static string? FindReportFault(Worker worker, StockFile file, IReadOnlyList<RowError> errors)
    {
        using (var report = ErrorReport.Create(worker.Report, [worker.Stock], TimeProvider.System))
        {
            foreach (var fault in file.Faults)
                report.Add(file, fault);
            foreach (var error in errors)
                report.Add(error);
            report.Complete();
        }

        return FuzzCheck.FindReportFault(File.ReadAllText(worker.Report), file.Faults.Count + errors.Sum(error => error.Faults.Count));
    }

    /// <summary>Records a fault of a file, with the seed and the number, from which the file can be created again.</summary>
    private void AddViolation(int number, int seed, string what)
    {
        lock (_lock)
        {
            if (_violations.Count < MostSaid)
                _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, file {number}: {(what.Length > MostLetters ? what[..MostLetters] : what)}."));
        }
    }

    /// <summary>The files of one thread. They are kept in memory if the system has <c>/dev/shm</c>.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly string _folder = Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory($"/dev/shm/izzyps-fuzz-{Guid.CreateVersion7():N}").FullName
            : Directory.CreateTempSubdirectory("izzyps-fuzz-").FullName;

        internal string Stock => Path.Combine(_folder, "fuzz.csv");

        internal string Report => Path.Combine(_folder, "errors.csv");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
