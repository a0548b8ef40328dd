using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS;

/// <summary>One field of a change that is held back: the field keeps the value that was last sent, and the vehicle's other fields are sent.</summary>
/// <param name="Field">The field, with the value that stays and the value that the file asks for.</param>
/// <param name="Reason">The code of the reason.</param>
/// <param name="Message">Why, in English sentences.</param>
public sealed record HeldChange(FieldChange Field, BlockReason Reason, string Message)
{
    /// <summary>The parameter that allows the change, such as <c>-AllowPriceChange 60</c>; null where no parameter does.</summary>
    public string? AllowedBy => Permission?.Parameter;

    /// <summary>The option that allows the change; null where no option does.</summary>
    internal Permission? Permission { get; init; }

    /// <summary>Returns the field with both values.</summary>
    public override string ToString() => Field.ToString();

    internal static HeldChange Create(FieldChange field, Block block) => new(field, block.Reason, block.Message) { Permission = block.Permission };
}
