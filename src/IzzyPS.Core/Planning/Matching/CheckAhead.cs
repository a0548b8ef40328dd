using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using IzzyPS.Hashing;
using IzzyPS.Planning.Guards;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Matching;

/// <summary>One vehicle of the input, checked.</summary>
/// <param name="Vehicle">The vehicle.</param>
/// <param name="Faults">What is wrong with the vehicle; null where nothing is wrong.</param>
/// <param name="Hash">The hash of the vehicle's payload; 0 for a vehicle with a fault.</param>
/// <param name="Filled">The fields of <see cref="ColumnGuard.Fields"/> in which the vehicle has a value.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CheckedVehicle(Vehicle Vehicle, List<FieldFault>? Faults, ContentHash Hash, FieldSet Filled);

/// <summary>
/// Checks and hashes vehicles in batches on other threads, while the caller reads and adds the next vehicles. Checking and hashing is
/// most of the work for an unchanged vehicle. The batches come out in the order in which the vehicles were added.
/// </summary>
internal sealed class CheckAhead(DateOnly today)
{
    private const int BatchSize = 128;
    private const int MostWaiting = 8;

    private readonly Queue<Task<CheckedVehicle[]>> _batches = [];
    private List<Vehicle> _next = new(BatchSize);

    internal void Add(Vehicle vehicle)
    {
        _next.Add(vehicle);
        if (_next.Count == BatchSize)
            Start();
    }

    /// <summary>Takes the oldest batch.</summary>
    /// <param name="isLast">
    /// Whether the last vehicle has been added. Then every batch is taken. Before that, a batch is taken only when it is ready, or when more
    /// than <see cref="MostWaiting"/> batches have been started.
    /// </param>
    /// <param name="batch">The batch.</param>
    /// <returns>Whether a batch was taken.</returns>
    internal bool TryTake(bool isLast, [MaybeNullWhen(false)] out CheckedVehicle[] batch)
    {
        if (isLast && _next.Count > 0)
            Start();
        batch = null;
        if (_batches.Count == 0 || !(isLast || _batches.Count > MostWaiting || _batches.Peek().IsCompleted))
            return false;
        batch = _batches.Dequeue().GetAwaiter().GetResult(); // Runs the batch on this thread where no other thread was free.
        return true;
    }

    private void Start()
    {
        var vehicles = _next;
        _next = new List<Vehicle>(BatchSize);
        _batches.Enqueue(Task.Run(() => vehicles.ConvertAll(Check).ToArray()));
    }

    private CheckedVehicle Check(Vehicle vehicle)
    {
        List<FieldFault>? faults = null;
        VehicleValidator.Validate(vehicle, today, ref faults);
        return new CheckedVehicle(vehicle, faults, faults is null ? CarPayload.ComputeHash(vehicle) : default, ColumnGuard.GetFilled(vehicle));
    }
}
