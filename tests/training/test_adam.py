"""Our Adam against PyTorch's own class."""

import pytest
import torch

from mien.training.adam import Adam


def gradients(parameters, step):
    made = torch.Generator().manual_seed(step)
    for number, parameter in enumerate(parameters):
        skipped = number == 1 and step == 0
        parameter.grad = None if skipped else torch.randn(parameter.shape, generator=made)


@pytest.mark.parametrize("fused", [True, False])
def test_it_moves_as_pytorchs_own_with_a_rate_that_changes_and_a_gradient_that_is_missing(fused):
    shapes = [(3, 4), (5,), ()]
    ours = [torch.nn.Parameter(torch.ones(shape)) for shape in shapes]
    theirs = [torch.nn.Parameter(torch.ones(shape)) for shape in shapes]
    adam, reference = Adam(ours, fused), torch.optim.Adam(theirs)
    for step in range(7):
        gradients(ours, step)
        gradients(theirs, step)
        reference.param_groups[0]["lr"] = rate = 0.1 / (1 + step)
        adam.step(rate)
        reference.step()
        for mine, other in zip(ours, theirs, strict=True):
            torch.testing.assert_close(mine, other, rtol=1e-6, atol=1e-7)
    adam.forget()
    assert all(parameter.grad is None for parameter in ours)
