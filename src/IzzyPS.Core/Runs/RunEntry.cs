
namespace IzzyPS.Runs;

/// <summary>One vehicle, row or file of a run's report, as far as it is known.</summary>
/// <param name="Vin">The VIN.</param>
/// <param name="ConfigurationNumber">The partner's number of the configuration.</param>
/// <param name="CarId">The car's id on Izzylease.</param>
/// <param name="Line">The physical line of the stock file, counted from 1.</param>
/// <param name="Reason">Why, in English.</param>
/// <param name="Code">What is wrong; null where nothing is.</param>
internal sealed record RunEntry(string? Vin, string? ConfigurationNumber, string? CarId, int? Line, string? Reason, FaultCode? Code = null);
