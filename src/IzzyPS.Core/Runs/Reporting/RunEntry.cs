using IzzyPS.Planning.Guards;
using IzzyPS.Runs.Faults;

namespace IzzyPS.Runs.Reporting;

/// <summary>One vehicle, row or file in a run's report. A value that is not known is null.</summary>
/// <param name="Vin">The VIN.</param>
/// <param name="ConfigurationNumber">The partner's number of the configuration.</param>
/// <param name="CarId">The car's id on Izzylease.</param>
/// <param name="Line">The physical line of the stock file, counted from 1.</param>
/// <param name="Reason">Why the entry is in the report, in English.</param>
/// <param name="Code">The code of the fault; null where nothing is wrong.</param>
/// <param name="Permission">The option that allows what is held back; null where none does.</param>
internal sealed record RunEntry(string? Vin, string? ConfigurationNumber, string? CarId, int? Line, string? Reason, FaultCode? Code = null, Permission? Permission = null)
{
    /// <summary>The faults of the row or the file, with their codes; null where the entry is about a vehicle.</summary>
    public IReadOnlyList<FieldFault>? Faults { get; init; }
}
