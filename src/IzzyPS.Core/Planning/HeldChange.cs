using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS;

/// <summary>One field of a change that is held back: the field keeps the value that was last sent, and the vehicle's other fields are sent.</summary>
public sealed record HeldChange
{
    internal HeldChange(FieldChange field, Block block)
    {
        Field = field;
        Reason = block.Reason;
        Message = block.Message;
        Permission = block.Permission;
    }

    /// <summary>The field, with the value that stays and the value that the file asks for.</summary>
    public FieldChange Field { get; }

    /// <summary>The code of the reason.</summary>
    public BlockReason Reason { get; }

    /// <summary>Why, in English sentences.</summary>
    public string Message { get; }

    /// <summary>The parameter that allows the change, such as <c>-AllowPriceChange 60</c>; null where no parameter does.</summary>
    public string? AllowedBy => Permission?.Parameter;

    /// <summary>The option that allows the change; null where no option does.</summary>
    internal Permission? Permission { get; }

    /// <summary>Returns the field with both values.</summary>
    public override string ToString() => Field.ToString();
}
