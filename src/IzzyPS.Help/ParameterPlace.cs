namespace IzzyPS.Help;

/// <summary>A parameter's place in one parameter set.</summary>
internal sealed record ParameterPlace(bool IsMandatory, int? Position, string PipelineInput);
